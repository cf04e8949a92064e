// breaks: tooling-stays-outside-services
export { OrderingModule } from '#services/ordering';
