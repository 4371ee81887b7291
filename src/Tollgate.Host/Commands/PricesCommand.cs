using System.CommandLine;
using System.Text;
using Tollgate.Configuration;
using Tollgate.Host.Serving;
using Tollgate.Metering.Prices;
using Tollgate.Routing;

namespace Tollgate.Host.Commands;

/// <summary><c>tollgate prices</c>: what a model costs, and which configured models have no price.</summary>
internal static class PricesCommand
{
    public static Command Create()
    {
        var config = ConfigOption.Create();
        var provider = new Option<string?>("--provider") { Description = "A kind of provider, or the name of a configured one. Default: all that sell the model." };
        var model = new Argument<string>("model") { Description = "The model as its provider calls it." };
        var show = new Command("show", "Show what a model costs.") { model, provider, config };
        show.SetAction(result => Run(result.GetValue(config), result.InvocationConfiguration, (source, output) =>
            Show(source, result.GetRequiredValue(model), result.GetValue(provider), output)));
        var check = new Command("check", "List the configured models that have no price; exit code 1 when there are any.") { config };
        check.SetAction(result => Run(result.GetValue(config), result.InvocationConfiguration, Check));
        return new Command("prices", "What models cost.") { show, check };
    }

    private static int Run(string? path, InvocationConfiguration console, Func<GatewayConfig, TextWriter, int> run)
    {
        try
        {
            return run(ConfigSource.Find(new ServeOptions(path, null)).Config, console.Output);
        }
        catch (StartException refused)
        {
            console.Error.WriteLine(refused.Message);
            return 1;
        }
    }

    private static int Show(GatewayConfig config, string model, string? seller, TextWriter output)
    {
        var table = new PriceTable(config.Prices);
        var found = 0;
        foreach (var provider in ConfigSnapshot.Compile(config, 0).Providers.Where(p => seller is null || p.Name == seller))
        {
            found += ShowIfKnown(output, $"provider {provider.Name}", table.Resolve(provider, model));
        }

        foreach (var preset in ProviderPresets.All.Where(p => seller is null ? !p.IsDemo : p.Kind == seller || p.Aliases.Contains(seller, StringComparer.Ordinal)))
        {
            found += ShowIfKnown(output, $"kind {preset.Kind}", table.Resolve(preset, model));
        }

        if (found == 0) { output.WriteLine($"No price is known for {model}; prices: in the configuration can name one."); }
        return found == 0 ? 1 : 0;
    }

    private static int ShowIfKnown(TextWriter output, string seller, PriceSchedule prices)
    {
        if (prices.Steps.IsEmpty) { return 0; }
        PriceText.Write(output, seller, prices);
        return 1;
    }

    private static int Check(GatewayConfig config, TextWriter output)
    {
        var snapshot = ConfigSnapshot.Compile(config, 0);
        var (priced, missing) = (0, 0);
        foreach (var name in snapshot.Models.Select(entry => entry.Name).Distinct(StringComparer.Ordinal))
        {
            foreach (var candidate in snapshot.Resolve(Encoding.UTF8.GetBytes(name))?.Candidates ?? [])
            {
                if (candidate.Price is { Steps.IsEmpty: false })
                {
                    priced++;
                    continue;
                }

                missing++;
                output.WriteLine($"no price: {name} at provider {candidate.Provider.Name} ({candidate.Provider.Preset.Kind}, {candidate.UpstreamModel ?? name})");
            }
        }

        output.WriteLine($"{priced} with a price, {missing} without. Models behind a pattern (*) are looked up when they are used.");
        return missing == 0 ? 0 : 1;
    }
}
