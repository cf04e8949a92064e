export const ReportingModule = 1;
