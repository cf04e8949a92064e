// breaks: kafkajs-in-one-file
export { Kafka } from 'kafkajs';
