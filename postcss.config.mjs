// Styles are Tailwind's utilities over the tokens of app/globals.css.
export default { plugins: { '@tailwindcss/postcss': {} } }
