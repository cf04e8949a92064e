// breaks: libs-know-no-service
export { OrderingModule } from '#services/ordering';
