using System.CommandLine;
using Tollgate.Host.Yaml;

namespace Tollgate.Host.Commands;

/// <summary><c>tollgate config validate FILE</c>: every error at once; exit code 0 when there is none.</summary>
internal static class ConfigCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "The configuration file to check." };
        var validate = new Command("validate", "Check a configuration file without starting anything.") { file };
        validate.SetAction(result => Validate(result.GetRequiredValue(file), result.InvocationConfiguration.Output, result.InvocationConfiguration.Error));
        return new Command("config", "Work with configuration files.") { validate };
    }

    private static int Validate(string path, TextWriter output, TextWriter errors)
    {
        var result = YamlConfigLoader.Load(path, Environment.GetEnvironmentVariable);
        foreach (var warning in result.Warnings)
        {
            output.WriteLine("warning: " + warning);
        }

        if (result.Config is { } config)
        {
            output.WriteLine($"{path}: valid, with {config.Providers.Count} providers, {config.Models.Count} models, {config.Keys.Count} keys, {config.Limits.Count} limits");
            return 0;
        }

        foreach (var error in result.Errors)
        {
            errors.WriteLine(error);
        }

        errors.WriteLine($"{path}: {result.Errors.Count} {(result.Errors.Count == 1 ? "error" : "errors")}");
        return 1;
    }
}
