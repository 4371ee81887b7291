using Microsoft.AspNetCore.Routing;
using Tollgate.Control.Hosting;
using Tollgate.Control.Http;
using Tollgate.Recording;

namespace Tollgate.Control.Status;

/// <summary><c>/api/log/level</c>: how much is logged, until the next start.</summary>
internal static class LogLevelArea
{
    private const string Path = "/api/log/level";
    private const string Example = """{"level":"info"}""";

    private static readonly ApiOperation Get = new("getLogLevel", "Operations", "Least severe events that are logged")
    {
        Answer = StatusJson.Default.LogLevelBody,
        AnswerExample = Example,
    };

    private static readonly ApiOperation Put = new("setLogLevel", "Operations", "Log more or less, until the next start")
    {
        Description = "One of `debug`, `info`, `warning`, `error`. The configuration's `log.level` holds again after a restart.",
        Body = StatusJson.Default.LogLevelBody,
        BodyExample = Example,
        Answer = StatusJson.Default.LogLevelBody,
        AnswerExample = Example,
    };

    public static void Map(RouteGroupBuilder group, EventLog log)
    {
        group.MapApi("GET", Path, Get, _ => Task.FromResult(Answers.Json(new LogLevelBody(NameOf(log.Level)), StatusJson.Default.LogLevelBody)));
        group.MapApi("PUT", Path, Put, async context =>
        {
            var body = await JsonBody.ReadAsync(context, StatusJson.Default.LogLevelBody);
            if (!body.Ok)
            {
                return body.Refusal;
            }

            if (SeverityOf(body.Value.Level) is not { } severity)
            {
                return Answers.Invalid("level", "The level must be one of debug, info, warning, error.");
            }

            log.Level = severity;
            log.Warn(ControlEvents.LogLevelChanged, "The log level was changed", ("to", NameOf(severity)));
            return Answers.Json(new LogLevelBody(NameOf(severity)), StatusJson.Default.LogLevelBody);
        });
    }

    private static string NameOf(LogSeverity severity) => severity switch
    {
        LogSeverity.Debug => "debug",
        LogSeverity.Info => "info",
        LogSeverity.Warn => "warning",
        _ => "error",
    };

    private static LogSeverity? SeverityOf(string name) => name switch
    {
        "debug" => LogSeverity.Debug,
        "info" => LogSeverity.Info,
        "warning" => LogSeverity.Warn,
        "error" => LogSeverity.Error,
        _ => null,
    };
}
