/// <reference types="vite/client" />

interface ImportMetaEnv {
  readonly VITE_SAFAR_WRITE_KEY: string;
  readonly VITE_SAFAR_HOST?: string;
}
