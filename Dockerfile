# docker build -t stalemate . && docker run --rm stalemate check K3
FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /src
COPY . .
RUN mvn -B -q -Dmaven.test.skip -Dspotless.check.skip package

FROM eclipse-temurin:17-jre
COPY --from=build /src/target/stalemate.jar /opt/stalemate.jar
WORKDIR /work
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=70", "-jar", "/opt/stalemate.jar"]
