/** Ways to begin: what each is for, and what to type. */
export function Ways({ ways }: { readonly ways: readonly (readonly [what: string, how: string])[] }) {
  return (
    <dl>
      {ways.map(([what, how]) => (
        <div key={how}>
          <dt>{what}</dt>
          <dd>
            <code dir="ltr">{how}</code>
          </dd>
        </div>
      ))}
    </dl>
  );
}
