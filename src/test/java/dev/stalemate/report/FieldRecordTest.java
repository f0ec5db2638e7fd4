package dev.stalemate.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldRecordTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "From cf95b2a9fd (2011) to dea460d869 (2020, XSA-346) a move | 2011 to 2020",
                "Up to b4f042236a (2019, XSA-311) a table | to 2019",
                "From 546014e480 to 588d961d15 (both 2021) one flag | in 2021",
                "aa9114edd9 (2014) has leaves recomputed (35d1c20b85, 2014). | in 2014",
                "a955cad84c (2021), H25's fix; ba6e3fe255 (2023, Linux 6.3) undid | 2021 to 2023",
                "nobody knows | ''"
            })
    void theStorySaysHowLongItStood(String says, String years) {
        assertThat(FieldRecord.years(says)).isEqualTo(years);
    }
}
