using Shouldly;
using Tollgate.Configuration;
using Tollgate.Host.EnvironmentStart;
using Tollgate.Host.Reloading;
using Xunit;

namespace Tollgate.Tests.Host;

public sealed class TelemetryConfigTests
{
    private const string Demo = "\nproviders: [{ name: demo, kind: demo, models: [demo] }]";

    [Fact]
    public void Without_a_section_nothing_is_exported() => TestConfig.Accept(Demo).Telemetry.Otlp.ShouldBeNull();

    [Fact]
    public void A_collector_is_read_with_its_defaults()
    {
        var otlp = TestConfig.Accept("telemetry: { otlp: { endpoint: \"http://10.1.2.3:4318\", headers: { x-key: abc } } }" + Demo).Telemetry.Otlp.ShouldNotBeNull();

        otlp.Protocol.ShouldBe(OtlpProtocol.Http);
        otlp.Sample.ShouldBe(0.1);
        otlp.Interval.ShouldBe(TimeSpan.FromSeconds(15));
        otlp.Headers["X-Key"].Reveal().ShouldBe("abc");
        (otlp.Traces, otlp.Metrics).ShouldBe((true, true));
    }

    [Theory]
    [InlineData("{ otlp: { protocol: http } }", "telemetry.otlp.endpoint", "is required")]
    [InlineData("{ otlp: { endpoint: \"http://c:4318\", sample: 1.5 } }", "telemetry.otlp.sample", "must be a number from 0 to 1")]
    [InlineData("{ otlp: { endpoint: \"http://c:4318\", sampel: 1 } }", "telemetry.otlp.sampel", "sample")]
    [InlineData("{ otlp: { endpoint: \"http://c:4318\", protocol: json } }", "telemetry.otlp.protocol", "must be one of http, grpc")]
    [InlineData("{ otlp: { endpoint: \"http://c:4317/v1\", protocol: grpc } }", "telemetry.otlp.endpoint", "must not have a path")]
    [InlineData("{ otlp: { endpoint: \"http://c:4318/?a=b\" } }", "telemetry.otlp.endpoint", "query")]
    [InlineData("{ otlp: { endpoint: \"http://u:p@c:4318\" } }", "telemetry.otlp.endpoint", "")]
    [InlineData("{ otlp: { endpoint: \"http://169.254.169.254\" } }", "telemetry.otlp.endpoint", "")]
    [InlineData("{ otlp: { endpoint: \"http://c:4318\", headers: { \"bad name\": x } } }", "telemetry.otlp.headers.bad name", "is not a header name")]
    [InlineData("{ otlp: { endpoint: \"http://c:4318\", interval_seconds: 0 } }", "telemetry.otlp.interval_seconds", "must be a number of seconds")]
    public void A_wrong_setting_is_named(string section, string path, string message)
    {
        var error = TestConfig.RefuseOnce($"telemetry: {section}{Demo}");

        error.Path.ShouldBe(path);
        error.Message.ShouldContain(message);
    }

    [Fact]
    public void A_change_asks_for_a_restart()
    {
        GatewayConfig With(string headers) => TestConfig.Accept($"telemetry: {{ otlp: {{ endpoint: \"http://c:4318\", headers: {headers} }} }}{Demo}");

        ProcessSettings.Changed(With("{ a: b }"), With("{ a: b }")).ShouldBeEmpty();
        ProcessSettings.Changed(With("{ a: b }"), With("{ a: c }")).ShouldBe(["telemetry"]);
    }

    [Fact]
    public void Without_a_file_the_variables_of_OpenTelemetry_name_the_collector()
    {
        var result = EnvironmentConfig.Build(name => name switch
        {
            "OTEL_EXPORTER_OTLP_ENDPOINT" => "http://127.0.0.1:4317",
            "OTEL_EXPORTER_OTLP_PROTOCOL" => "grpc",
            "OTEL_EXPORTER_OTLP_HEADERS" => "x-a=one%20two, x-b=3",
            _ => null,
        });

        var otlp = result.Config.ShouldNotBeNull().Telemetry.Otlp.ShouldNotBeNull();
        otlp.Protocol.ShouldBe(OtlpProtocol.Grpc);
        otlp.Headers["x-a"].Reveal().ShouldBe("one two");
        otlp.Headers["x-b"].Reveal().ShouldBe("3");
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "ftp://c", "OTEL_EXPORTER_OTLP_ENDPOINT")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json", "OTEL_EXPORTER_OTLP_PROTOCOL")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "novalue", "OTEL_EXPORTER_OTLP_HEADERS")]
    public void A_wrong_variable_is_named(string variable, string value, string path)
    {
        var result = EnvironmentConfig.Build(name => name == variable ? value : name == "OTEL_EXPORTER_OTLP_ENDPOINT" ? "http://127.0.0.1:4318" : null);

        result.Errors.ShouldHaveSingleItem().Path.ShouldBe(path);
    }
}
