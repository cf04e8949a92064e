// breaks: domain-is-pure
export { Injectable } from '@nestjs/common';
