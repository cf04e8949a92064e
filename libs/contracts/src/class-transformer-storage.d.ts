/** class-transformer keeps its metadata in a module that its types leave out; the schema generator needs it. */
declare module 'class-transformer/cjs/storage.js' {
  export const defaultMetadataStorage: object;
}
