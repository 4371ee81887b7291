using System.CommandLine;
using Tollgate.Configuration;
using Tollgate.Forwarding;
using Tollgate.Host.Remote;
using Tollgate.Host.Serving;
using Tollgate.Host.Yaml;

namespace Tollgate.Host.Commands;

/// <summary><c>tollgate config validate</c>: every error at once; exit code 0 when there is none.</summary>
internal static class ConfigCommand
{
    public static Command Create()
    {
        var location = new Argument<string>("file") { Description = "The configuration to check: a file or a URL." };
        var validate = new Command("validate", "Check a configuration without starting anything.") { location };
        validate.SetAction(result => Validate(result.GetRequiredValue(location), result.InvocationConfiguration.Output, result.InvocationConfiguration.Error));
        return new Command("config", "Work with configurations.") { validate };
    }

    private static int Validate(string location, TextWriter output, TextWriter errors)
    {
        try
        {
            var (name, result) = Load(location);
            return Tell(name, result, output, errors);
        }
        catch (StartException refused)
        {
            errors.WriteLine(refused.Message);
            return 1;
        }
    }

    private static (string Name, ConfigResult Result) Load(string location)
    {
        if (!RemoteAddress.IsMeant(location))
        {
            return (location, YamlConfigLoader.Load(location, Environment.GetEnvironmentVariable));
        }

        var outbound = new Outbound(new GatewayConfig(), UpstreamResolver.SystemLookup);
        var (result, beginning) = RemoteStart.Once(location, Environment.GetEnvironmentVariable, outbound.Http, TimeProvider.System);
        return (beginning.Address.Name, result);
    }

    private static int Tell(string name, ConfigResult result, TextWriter output, TextWriter errors)
    {
        foreach (var warning in result.Warnings)
        {
            output.WriteLine("warning: " + warning);
        }

        if (result.Config is { } config)
        {
            output.WriteLine($"{name}: valid, with {config.Providers.Count} providers, {config.Models.Count} models, {config.Keys.Count} keys, {config.Limits.Count} limits");
            return 0;
        }

        foreach (var error in result.Errors)
        {
            errors.WriteLine(error);
        }

        errors.WriteLine($"{name}: {result.Errors.Count} {(result.Errors.Count == 1 ? "error" : "errors")}");
        return 1;
    }
}
