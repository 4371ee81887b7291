using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace Tollgate.Control.Docs;

/// <summary>
/// What the documentation comments say about fields. They lie in the XML file beside the assembly; where that is not deployed the
/// documents have no texts for fields, and are otherwise the same.
/// </summary>
internal sealed partial class FieldTexts
{
    private readonly Dictionary<string, string> _byName;

    private FieldTexts(Dictionary<string, string> byName)
    {
        _byName = byName;
    }

    public static FieldTexts Load() => Load(AppContext.BaseDirectory);

    internal static FieldTexts Load(string folder)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var assembly in new[] { "Tollgate.Control", "Tollgate" })
        {
            var path = Path.Combine(folder, assembly + ".xml");
            if (File.Exists(path))
            {
                Read(path, texts);
            }
        }

        return new FieldTexts(texts);
    }

    /// <summary>The text about a property; null when there is none.</summary>
    public string? Find(MemberInfo member) => _byName.GetValueOrDefault($"{member.DeclaringType?.FullName}.{member.Name}");

    private static void Read(string path, Dictionary<string, string> texts)
    {
        using var reader = XmlReader.Create(path, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
        foreach (var member in XDocument.Load(reader).Descendants("member"))
        {
            var name = (string?)member.Attribute("name") ?? "";
            if (name.StartsWith("P:", StringComparison.Ordinal) && member.Element("summary") is { } summary)
            {
                texts[name[2..]] = Plain(summary);
            }
            else if (name.StartsWith("T:", StringComparison.Ordinal))
            {
                foreach (var parameter in member.Elements("param"))
                {
                    texts[$"{name[2..]}.{(string?)parameter.Attribute("name")}"] = Plain(parameter);
                }
            }
        }
    }

    /// <summary>Text alone, with code in back-ticks; of a reference the last part of its name.</summary>
    private static string Plain(XElement element) => Blanks().Replace(string.Concat(element.Nodes().Select(node => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement other when (string?)other.Attribute("cref") is { } reference => $"`{reference[(reference.LastIndexOf('.') + 1)..]}`",
        XElement other when (string?)other.Attribute("name") is { } parameter => $"`{parameter}`",
        XElement other => other.Value,
        _ => "",
    })), " ").Trim();

    [GeneratedRegex(@"\s+", RegexOptions.None, 100)]
    private static partial Regex Blanks();
}
