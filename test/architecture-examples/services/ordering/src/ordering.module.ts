export const OrderingModule = 1;
