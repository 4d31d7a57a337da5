/** What the published reform reports demand or report, by the ids that comments and tests cite. */
export const demands: Readonly<Record<string, string>> = {
  A1: 'A network of intermediary services: from job to notice, applications, selection, contract, delivery and rating.',
  A6: 'A versioned list of intermediary services with their status; a job for a cancelled one is refused.',
  A7: 'Ties of interest are cut: recusal is automatic, and its reason is shown to whoever is excluded.',
  A15: 'Fees, standards and time limits of intermediary services are regulated: a limit of the service is a clock.',
  B4: 'A limit of 2.5 working days: limits are not whole numbers.',
  B7: 'Industrial projects reach the construction permit within 50 working days.',
  B23: 'Limits for the steps inside a matter.',
  B38: 'A limit of 8.5 working days that became 5.',
  B43: 'Government investment projects: from 185 to 60 working days.',
  B44: 'Enterprise projects by filing: from 155 to 42 working days.',
  B46: 'Approval chains: matters, surveys, expert reviews and intermediary services in one graph.',
  B47: 'Site surveys, expert argument and intermediary services belong to the chain, with owner, clock and evidence.',
  B67: 'Every matter has number, conditions, legal basis, promised limit and steps; the lint asks for them.',
};
