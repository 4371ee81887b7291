using System.Text.Json;
using System.Text.Json.Nodes;
using Tollgate.Control.Registry;

namespace Tollgate.Host.Yaml;

/// <summary>
/// Reads an entry of the registry with the code that reads the configuration file: same settings, same bounds, same words. Variables are not
/// filled in: what comes by API says what it means, and may not read the environment.
/// </summary>
internal static class EntryReader
{
    /// <summary>Reads the settings of an entry.</summary>
    public static EntryReading Read(RegistryKind kind, JsonObject settings)
    {
        var reading = new Reading();
        var section = new SectionReader(NodeOf(settings), string.Empty, reading);
        var provider = kind == RegistryKind.Provider ? UpstreamSections.Provider(section) : null;
        var model = kind == RegistryKind.Model ? UpstreamSections.Model(section) : null;
        section.Done();
        var redaction = new Redaction(reading.Secrets, []);
        return new EntryReading
        {
            Provider = provider,
            Model = model,
            Errors = [.. reading.Findings.Errors.Select(error => (Printable.Of(redaction.Apply(error.Path)), Printable.Of(redaction.Apply(error.Message))))],
            Unknown = [.. reading.Unknown.Select(path => Printable.Of(redaction.Apply(path)))],
            SecretPaths = reading.SecretPaths,
        };
    }

    private static ConfigNode NodeOf(JsonNode? node) => node switch
    {
        JsonObject map => ConfigNode.Mapping(0, [.. map.Select(each => KeyValuePair.Create(each.Key, NodeOf(each.Value)))]),
        JsonArray list => ConfigNode.Sequence(0, [.. list.Select(NodeOf)]),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => ConfigNode.Scalar(0, value.GetValue<string>()),
        JsonValue value => ConfigNode.Scalar(0, value.ToJsonString()), // numbers and truth values are written as the file writes them
        _ => ConfigNode.Null(0),
    };
}
