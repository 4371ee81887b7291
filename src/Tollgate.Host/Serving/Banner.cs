using System.Globalization;
using System.Text;
using Tollgate.Listening;

namespace Tollgate.Host.Serving;

/// <summary>What a person sees at the start: what listens, which providers are live, and how to send a first request.</summary>
internal static class Banner
{
    public static string Compose(GatewayServer server, ConfigSource source, string version, string? madeAdminKey)
    {
        var text = new StringBuilder();
        var config = source.Config;
        text.AppendLine(CultureInfo.InvariantCulture, $"Tollgate {version}");
        foreach (var at in server.Listeners)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  listening on  {(at.Tls ? "https" : "http")}://{at.EndPoint}{(at.IsAdmin ? " (administration)" : string.Empty)}");
        }

        text.AppendLine(CultureInfo.InvariantCulture, $"  configuration {source.Name}");
        foreach (var provider in config.Providers.Where(p => p.Enabled))
        {
            var models = string.Join(", ", provider.Models.Select(m => m.Name).Take(6)) + (provider.Models.Count > 6 ? ", …" : string.Empty);
            text.AppendLine(CultureInfo.InvariantCulture, $"  provider      {provider.Name} ({provider.Kind}): {models}{(provider.Default ? " [default]" : string.Empty)}");
        }

        if (config.Keys.Count == 0)
        {
            text.AppendLine("  keys          none in the configuration; 'tollgate keys create NAME' makes one, and 'tollgate keys list' shows those made before");
        }
        else if (source.GeneratedKey is { } key)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  client key    {key}   (made for this run; set TOLLGATE_API_KEY to keep one)");
        }

        if (madeAdminKey is not null)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  admin key     {madeAdminKey}   (made at this first start and shown only now)");
        }

        foreach (var warning in source.Warnings)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  warning       {warning}");
        }

        AppendFirstRequest(text, server, source);
        return text.ToString();
    }

    private static void AppendFirstRequest(StringBuilder text, GatewayServer server, ConfigSource source)
    {
        var config = source.Config;
        var model = config.Models.Select(m => m.Name)
            .Concat(config.Providers.Where(p => p.Enabled).Reverse().SelectMany(p => p.Models.Select(m => m.Name)))
            .FirstOrDefault(name => !name.EndsWith('*')) ?? "gpt-4o-mini";
        var at = server.EndPoints[0];
        var scheme = server.Listeners[0].Tls ? "https" : "http";
        var host = at.Address.Equals(System.Net.IPAddress.Any) ? $"127.0.0.1:{at.Port}" : at.ToString();
        text.AppendLine().AppendLine("  A first request:");
        text.AppendLine(CultureInfo.InvariantCulture, $"    curl {scheme}://{host}/v1/chat/completions \\");
        text.AppendLine(CultureInfo.InvariantCulture, $"      -H 'Authorization: Bearer {source.GeneratedKey ?? "YOUR_KEY"}' -H 'Content-Type: application/json' \\");
        text.AppendLine(CultureInfo.InvariantCulture, $"      -d '{{\"model\":\"{model}\",\"messages\":[{{\"role\":\"user\",\"content\":\"Hello\"}}]}}'");
        text.AppendLine(CultureInfo.InvariantCulture, $"  With an OpenAI SDK: base_url = {scheme}://{host}/v1, the same key.");
    }
}
