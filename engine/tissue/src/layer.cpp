namespace undertone {}
