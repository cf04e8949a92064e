export { OrderingModule } from '#services/ordering';
