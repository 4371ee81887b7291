using System.Globalization;
using System.Text;
using Tollgate.Configuration;
using Tollgate.Control.ProviderAccess;
using Tollgate.Control.Registry;
using Tollgate.Forwarding;
using Tollgate.Host.Serving;
using Tollgate.Routing;

namespace Tollgate.Host.Providers;

/// <summary>Tries a configured provider: its list of models, then one token of a model; says what fails and what to look at.</summary>
internal static class ProviderTrial
{
    /// <summary>An answer that took longer is worth a remark: first-byte deadlines are 30 seconds.</summary>
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(10);

    /// <summary>Tries it. The exit code: 0 when a model answered.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="name">The provider's name.</param>
    /// <param name="model">The model to ask, as clients name it or as the provider does; null for one that it serves.</param>
    /// <param name="output">Where to say so.</param>
    /// <param name="stop">Gives up.</param>
    public static async Task<int> RunAsync(GatewayConfig config, string name, string? model, TextWriter output, CancellationToken stop)
    {
        var settings = config.Providers.FirstOrDefault(provider => provider.Name == name);
        if (settings is null)
        {
            await output.WriteLineAsync($"There is no provider {name}{NearestName.Hint(name, config.Providers.Select(provider => provider.Name))}");
            return 1;
        }

        var provider = ConfigSnapshot.Compile(config with { Providers = [settings with { Enabled = true }], Models = [] }, 0).Providers[0];
        if (provider.IsDemo)
        {
            await output.WriteLineAsync("ok: the demo provider is built in");
            return 0;
        }

        await output.WriteLineAsync($"{name}: kind {provider.Preset.Kind} at {provider.Origin.Authority}{Encoding.ASCII.GetString(provider.Origin.PathPrefix)}");
        var outbound = new Outbound(config, UpstreamResolver.SystemLookup);
        using var signIn = new GoogleSignIn(outbound.Http, TimeProvider.System, log: null);
        using var calls = new UpstreamCalls(outbound.Http, signIn.SignInAsync, TimeProvider.System);
        var wanted = model is null ? ModelOf(config, settings) : Upstream(settings, model);
        if (wanted is null)
        {
            var list = await calls.ListModelsAsync(provider, stop);
            wanted = list.Problem is null && ModelListText.Read(list.Body) is [var first, ..] ? first : null;
            await SayAsync(output, "models", list);
            if (wanted is null)
            {
                await output.WriteLineAsync("  No model is known to ask: name one with --model.");
                return 1;
            }
        }

        var format = UpstreamQuestion.Of(provider, wanted)?.Format ?? default;
        var answer = await calls.AskAsync(provider, wanted, stop);
        await SayAsync(output, $"{FormatNames.Of(format)} with {wanted}", answer);
        return answer.Problem is null ? 0 : 1;
    }

    private static async Task SayAsync(TextWriter output, string what, UpstreamAnswer answer)
    {
        var took = string.Create(CultureInfo.InvariantCulture, $"{answer.Latency.TotalMilliseconds:0} ms");
        await output.WriteLineAsync(answer.Problem is { } problem ? $"  {what}: failed after {took}: {problem}" : $"  {what}: ok, {answer.Status} in {took}");
        if (answer.Advice is { } advice) { await output.WriteLineAsync("    " + advice); }
        if (answer.Problem is null && answer.Latency > Slow)
        {
            await output.WriteLineAsync("    That is slow: first_byte_timeout_seconds ends an attempt after 30 seconds unless it says otherwise.");
        }
    }

    /// <summary>The provider's name of a model that clients name.</summary>
    private static string Upstream(ProviderConfig provider, string model) => provider.Models.FirstOrDefault(claim => claim.Name == model)?.Upstream ?? model;

    /// <summary>A model that it serves by name, directly or as a target; null where only patterns are known.</summary>
    private static string? ModelOf(GatewayConfig config, ProviderConfig provider)
    {
        if (provider.Models.FirstOrDefault(claim => !ModelName.IsPattern(claim.Name)) is { } claimed) { return claimed.Upstream ?? claimed.Name; }
        foreach (var model in config.Models)
        {
            if (model.Targets.FirstOrDefault(target => target.Provider == provider.Name) is { } target) { return target.Model ?? model.Name; }
        }

        return null;
    }
}
