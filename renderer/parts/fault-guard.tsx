import { Component, type ReactNode } from 'react'

/**
 * Shows `instead` where drawing what is within has failed: by a bug, or because a part that is loaded later did not come.
 * React says what it was in the browser's console. It stays so until the guard itself is drawn anew.
 */
export class FaultGuard extends Component<{ instead: ReactNode; children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false }

  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true }
  }

  override render(): ReactNode {
    return this.state.hasFailed ? this.props.instead : this.props.children
  }
}
