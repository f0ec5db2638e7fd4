package dev.stalemate.cli.lab;

import dev.stalemate.lab.machine.DebianKernel;
import java.util.Arrays;
import java.util.Iterator;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a kernel. */
final class KernelConverter implements ITypeConverter<DebianKernel>, Iterable<String> {
    @Override
    public DebianKernel convert(String text) {
        return Arrays.stream(DebianKernel.values())
                .filter(k -> k.label().equals(text) || k.label().endsWith("-" + text))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + text + "' is no kernel of the lab: "
                        + Arrays.stream(DebianKernel.values())
                                .map(DebianKernel::label)
                                .collect(Collectors.joining(", "))));
    }

    @Override
    public Iterator<String> iterator() {
        return Arrays.stream(DebianKernel.values()).map(DebianKernel::label).iterator();
    }
}
