package dev.stalemate.cli.lab;

import dev.stalemate.lab.machine.LabKernel;
import java.util.Arrays;
import java.util.Iterator;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a kernel. */
final class LabKernelConverter implements ITypeConverter<LabKernel>, Iterable<String> {
    @Override
    public LabKernel convert(String text) {
        return Arrays.stream(LabKernel.values())
                .filter(k -> k.label().equals(text) || k.label().endsWith("-" + text))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + text + "' is no kernel of the lab: "
                        + Arrays.stream(LabKernel.values()).map(LabKernel::label).collect(Collectors.joining(", "))));
    }

    @Override
    public Iterator<String> iterator() {
        return Arrays.stream(LabKernel.values()).map(LabKernel::label).iterator();
    }
}
