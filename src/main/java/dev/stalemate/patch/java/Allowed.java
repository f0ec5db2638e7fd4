package dev.stalemate.patch.java;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import java.util.Set;

/** The classes that the code of a design may use: values, collections, and what the systems publish for designs. */
final class Allowed {
    private static final Set<String> LANG = names(
            "java.lang.",
            "Object String StringBuilder CharSequence Comparable Iterable Number Integer Long Short Byte Character Boolean Double Float Void"
                    + " Math StrictMath Enum Record Override Deprecated SuppressWarnings SafeVarargs FunctionalInterface Throwable Exception"
                    + " RuntimeException Error AssertionError IllegalArgumentException IllegalStateException UnsupportedOperationException"
                    + " ArithmeticException IndexOutOfBoundsException NullPointerException ClassCastException");
    private static final Set<String> UTIL = names(
            "java.util.",
            "Collection List ArrayList LinkedList Map HashMap LinkedHashMap TreeMap SortedMap NavigableMap Set HashSet LinkedHashSet TreeSet"
                    + " SortedSet NavigableSet Queue Deque ArrayDeque Iterator ListIterator Collections Arrays BitSet Comparator Objects"
                    + " Optional OptionalInt OptionalLong NoSuchElementException PrimitiveIterator StringJoiner AbstractCollection"
                    + " AbstractList AbstractMap AbstractSet EnumMap EnumSet");
    private static final Set<String> LIBRARIES =
            names("com.google.common.collect.", "ImmutableCollection ImmutableList ImmutableMap ImmutableSet");
    private static final Set<String> TOOL = names(
            "dev.stalemate.",
            "model.Design model.NamedDesign paging.EptLeaf paging.WritableMtrrs"
                    + " memtype.Cr0 memtype.EffectiveType memtype.Ept memtype.EptEntry memtype.FixedRanges memtype.LargePage memtype.MemType"
                    + " memtype.MtrrMsr memtype.MtrrRegisters memtype.Mtrrs memtype.Npt memtype.NptType memtype.Pat"
                    + " systems.kvm.KvmDesign systems.kvm.KvmMtrrLookup systems.kvm.LinuxGuestMtrrs systems.kvm.LinuxHostTypes"
                    + " systems.kvm.HostPage systems.kvm.MmioRule systems.kvm.OwnState systems.kvm.Vcpu systems.kvm.Vm systems.kvm.Zap"
                    + " systems.xen.design.Hvm systems.xen.design.XenDesign systems.xen.design.XenRelease systems.xen.leaf.EmtTable"
                    + " systems.xen.leaf.Mapping systems.xen.leaf.P2mType systems.xen.leaf.Pins systems.xen.leaf.XenMtrrs");

    /** What compiled code refers to without its source saying so: lambdas, joined strings, records, assertions, annotations. */
    private static final Set<String> COMPILED = names(
            "java.lang.", "Class AutoCloseable Cloneable NoSuchFieldError IncompatibleClassChangeError MatchException");

    private static final ImmutableSet<String> VALUES = ImmutableSet.of(
            "java.lang.String",
            "java.lang.Integer",
            "java.lang.Long",
            "java.lang.Short",
            "java.lang.Byte",
            "java.lang.Character",
            "java.lang.Boolean",
            "java.lang.Double",
            "java.lang.Float",
            "dev.stalemate.systems.xen.leaf.EmtTable");

    /** Methods of allowed classes that reach other things than values. */
    private static final ImmutableSet<String> DENIED = ImmutableSet.of(
            "java.lang.Object.getClass",
            "java.lang.Object.wait",
            "java.lang.Object.notify",
            "java.lang.Object.notifyAll",
            "java.lang.Integer.getInteger",
            "java.lang.Long.getLong",
            "java.lang.Boolean.getBoolean",
            "java.lang.Math.random",
            "java.lang.StrictMath.random",
            "java.lang.Throwable.printStackTrace",
            "java.util.Collections.shuffle",
            "java.util.Collection.parallelStream",
            "java.util.stream.BaseStream.parallel");

    private Allowed() {}

    private static ImmutableSet<String> names(String before, String words) {
        return Splitter.on(' ').splitToStream(words).map(before::concat).collect(ImmutableSet.toImmutableSet());
    }

    /** Whether a source may use a class, by the name of the top-level class that it is in. */
    static boolean inSource(String name) {
        return LANG.contains(name)
                || UTIL.contains(name)
                || LIBRARIES.contains(name)
                || TOOL.contains(name)
                || isIn("java.util.function", name)
                || isIn("java.util.stream", name)
                || isIn("org.jspecify.annotations", name);
    }

    /** Whether compiled code may refer to a class, by the same name. */
    static boolean compiled(String name) {
        return inSource(name)
                || COMPILED.contains(name)
                || isIn("java.lang.invoke", name)
                || isIn("java.lang.runtime", name)
                || isIn("java.lang.annotation", name)
                || name.equals("java.io.Serializable");
    }

    /** Whether a method of an allowed class may not be called, such as {@code java.lang.Math.random}. */
    static boolean isDenied(String method) {
        return DENIED.contains(method);
    }

    /** Whether an object of a class never changes. */
    static boolean isValue(String name) {
        return VALUES.contains(name);
    }

    /** Whether an object of a class never changes, if the objects of its type arguments don't. */
    static boolean isCollectionOfValues(String name) {
        return LIBRARIES.contains(name);
    }

    /** The classes of the tool that a design may use. */
    static ImmutableSet<String> ofTheTool() {
        return ImmutableSet.copyOf(TOOL);
    }

    private static boolean isIn(String parent, String name) {
        return name.startsWith(parent) && name.lastIndexOf('.') == parent.length();
    }
}
