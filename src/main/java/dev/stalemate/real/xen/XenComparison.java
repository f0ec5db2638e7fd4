package dev.stalemate.real.xen;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** What a comparison of real runs with the model came to. */
final class XenComparison {
    /** Most differences that are kept for the report. */
    static final int MOST_LISTED = 20;

    private final List<XenDifference> first = new ArrayList<>();
    private final List<XenStaleLeaf> stale = new ArrayList<>();
    private int runs;
    private int dumps;
    private int missing;
    private int others;
    private int headless;
    private int notPlayed;
    private int exitsCompared;
    private long leaves;
    private long leftOut;
    private long different;
    private int commands;
    private int exitsDifferent;
    private int resultsDifferent;

    void run() {
        runs++;
    }

    void dump() {
        dumps++;
    }

    /** A dump that the log names, and that is missing. */
    void missing() {
        missing++;
    }

    /** Domains in dumps that were there before the run. */
    void others(int domains) {
        others += domains;
    }

    /** A table whose beginning the console had lost, so that the leaves before are not compared. */
    void headless() {
        headless++;
    }

    /** A command that was played, and whether its exits were counted on Xen. */
    void command(boolean countsExits) {
        commands++;
        exitsCompared += countsExits ? 1 : 0;
    }

    /** Commands that can't be played, because the real guest or machine was lost. */
    void notPlayed(int count) {
        notPlayed += count;
    }

    /** Leaves of a dump that has other domains than the model. */
    void leftOut(long count) {
        leftOut += count;
    }

    /** A leaf that both have. */
    void leaf() {
        leaves++;
    }

    /** Counts a difference, and lists it if it is among the first; whether it was. */
    boolean differs(XenDifference difference) {
        switch (difference.kind()) {
            case LEAF -> different++;
            case EXITS -> exitsDifferent++;
            case RESULT -> resultsDifferent++;
        }
        boolean listed = first.size() < MOST_LISTED;
        if (listed) {
            first.add(difference);
        }
        return listed;
    }

    /** Says more of a difference that is listed. */
    void explain(int listed, UnaryOperator<XenDifference> better) {
        first.set(listed, better.apply(first.get(listed)));
    }

    /** What the model finds stale in the dumps. */
    void stale(List<XenStaleLeaf> leaves) {
        stale.addAll(leaves);
    }

    /** Adds another comparison's figures to these. */
    void add(XenComparison other) {
        stale.addAll(other.stale);
        runs += other.runs;
        dumps += other.dumps;
        missing += other.missing;
        others += other.others;
        headless += other.headless;
        notPlayed += other.notPlayed;
        exitsCompared += other.exitsCompared;
        leaves += other.leaves;
        leftOut += other.leftOut;
        different += other.different;
        commands += other.commands;
        exitsDifferent += other.exitsDifferent;
        resultsDifferent += other.resultsDifferent;
        other.first.stream().limit(MOST_LISTED - first.size()).forEach(first::add);
    }

    /** How many runs. */
    int runs() {
        return runs;
    }

    /** How many dumps were compared. */
    int dumps() {
        return dumps;
    }

    /** How many dumps that logs name are missing. */
    int missingDumps() {
        return missing;
    }

    /** How many domains of dumps were there before the runs, and are not compared. */
    int otherDomains() {
        return others;
    }

    /** How many tables had lost their beginning. */
    int headlessTables() {
        return headless;
    }

    /** How many commands could not be played. */
    int commandsNotPlayed() {
        return notPlayed;
    }

    /** How many commands had their exits compared. */
    int exitsCompared() {
        return exitsCompared;
    }

    /** How many leaves of dumps. */
    long leaves() {
        return leaves;
    }

    /** How many leaves are not compared, because their dump has other domains than the model. */
    long leavesLeftOut() {
        return leftOut;
    }

    /** How many leaves differ, those that only one side has included. */
    long different() {
        return different;
    }

    /** How many commands. */
    int commands() {
        return commands;
    }

    /** How many of them had another number of misconfiguration exits. */
    int exitsDifferent() {
        return exitsDifferent;
    }

    /** How many of them answered something else. */
    int resultsDifferent() {
        return resultsDifferent;
    }

    /** All differences together. */
    long total() {
        return different + exitsDifferent + resultsDifferent;
    }

    /** What the model finds stale in the dumps. */
    List<XenStaleLeaf> stale() {
        return List.copyOf(stale);
    }

    /** The first differences. */
    List<XenDifference> first() {
        return List.copyOf(first);
    }
}
