function openMenus(): NodeListOf<HTMLDetailsElement> {
  return document.querySelectorAll<HTMLDetailsElement>('details.menu[open]')
}

/** Menus are plain `<details>`; a click elsewhere and Escape close them. */
export function closeMenus(): void {
  document.addEventListener('click', (event) => {
    for (const menu of openMenus()) if (!menu.contains(event.target as Node)) menu.open = false
  })
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    for (const menu of openMenus()) {
      const hadFocus = menu.contains(document.activeElement)
      menu.open = false
      if (hadFocus) menu.querySelector('summary')?.focus()
    }
  })
}

/** What is wider than the page must be scrollable with the keyboard too. */
export function letKeyboardScroll(): void {
  const watcher = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) target.setAttribute('tabindex', '0')
      else target.removeAttribute('tabindex')
    }
  })
  const watch = () => {
    for (const wide of document.querySelectorAll('pre, .post-body table, .table')) watcher.observe(wide)
  }
  watch()
  // What arrives later is as wide.
  new MutationObserver(watch).observe(document.body, { childList: true, subtree: true })
}
