package dev.stalemate.patch.c;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

/**
 * What the tool adds to a design's file of one system.
 *
 * @param system the system's name
 * @param header the header that the file includes, such as {@code kvm.h}
 * @param headers all headers, as resources
 * @param sources the harness, as resources
 * @param functions the functions that a file can define, by which the tool calls the design
 * @param sourceHeader a header that shows that a file is one of the system's own source, and is compiled as it is; empty if there are none
 * @param macros what the headers and the harness have to know of the base, such as {@code NAME=VALUE}
 * @param flags what the compiler is told for the file, and not for the harness; if there are any, no sanitizer can watch it
 */
public record CKit(
        String system,
        String header,
        ImmutableList<String> headers,
        ImmutableList<String> sources,
        ImmutableSet<String> functions,
        String sourceHeader,
        ImmutableList<String> macros,
        ImmutableList<String> flags) {}
