// breaks: no-service-imports-another
export { ReportingModule } from '#services/reporting';
