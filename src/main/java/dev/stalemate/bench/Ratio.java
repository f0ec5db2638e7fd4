package dev.stalemate.bench;

/**
 * A figure with a goal.
 *
 * @param name a name for scripts, such as {@code 3x3.speedToSpin}
 * @param text what it is
 * @param value how much it is
 * @param goal what it should be
 * @param atLeast whether it should be the goal or more; otherwise the goal or less
 */
record Ratio(String name, String text, double value, double goal, boolean atLeast) {
    boolean met() {
        return atLeast ? value >= goal : value <= goal;
    }
}
