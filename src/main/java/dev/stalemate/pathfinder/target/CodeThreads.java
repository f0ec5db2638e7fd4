package dev.stalemate.pathfinder.target;

import dev.stalemate.pathfinder.target.ConcurrentCode.Checks;

/** The code that Java PathFinder runs: its threads, each to its end, and the check of what is left. */
public final class CodeThreads implements Runnable {
    private final ConcurrentCode code;
    private final int number;

    private CodeThreads(ConcurrentCode code, int number) {
        this.code = code;
        this.number = number;
    }

    /** The property that the arguments name is violated. */
    private static final class Violation extends Error {
        private static final long serialVersionUID = 1;

        Violation(String says) {
            super(says);
        }
    }

    /** Throws where the one property that is asked for is violated. */
    private static final class Throwing implements Checks {
        private final String asked;

        Throwing(String asked) {
            this.asked = asked;
        }

        @Override
        public boolean asks(String law) {
            return law.equals(asked);
        }

        @Override
        public void violated(String law, String says) {
            throw new Violation(says);
        }
    }

    /** Arguments: the class of the {@link Programs}, the design, the property, and the value of each setting. */
    public static void main(String[] args) throws Exception {
        Programs programs = Class.forName(args[0])
                .asSubclass(Programs.class)
                .getDeclaredConstructor()
                .newInstance();
        int[] numbers = new int[args.length - 3];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Integer.parseInt(args[i + 3]);
        }
        ConcurrentCode code = programs.code(args[1], new Throwing(args[2]), numbers);
        Thread[] threads = new Thread[programs.threads(numbers)];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(new CodeThreads(code, i), "turn " + i);
        }
        for (Thread thread : threads) {
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        code.end();
    }

    @Override
    public void run() {
        Turn.at("start");
        code.run(number);
    }
}
