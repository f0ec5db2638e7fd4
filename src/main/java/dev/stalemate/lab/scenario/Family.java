package dev.stalemate.lab.scenario;

/** Kinds of operations that generated sequences draw. Those of the first row are the model's actions; it has no steps for the others. */
enum Family {
    TOUCH,
    VARIABLE_RANGE,
    FIXED_RANGE,
    DEFAULT_TYPE,
    PAT,
    CD,
    DEVICE,

    /** A write that is #GP. */
    FAULT,
    BY_USERSPACE,
    QUIRK,
    READ_MSR,
    WBINVD,
    MMIO,
    ZAP_ALL,
    SLOT1,
    DISCARD,
    COLLAPSE,
    DIRTY_LOG,
    DUMP
}
