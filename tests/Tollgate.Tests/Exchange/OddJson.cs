using System.Text.Json.Nodes;

namespace Tollgate.Tests.Exchange;

/// <summary>Valid JSON that no schema foresees: some value of a document replaced by one of another kind, moved, or told twice.</summary>
internal sealed class OddJson(int seed)
{
    /// <summary>Stands for half a character, which the framework's own nodes cannot hold.</summary>
    private const string Half = "HALF-A-CHARACTER";

    private readonly Random _random = new(seed);

    public string Of(string json)
    {
        var root = JsonNode.Parse(json)!;
        for (var changes = _random.Next(1, 4); changes > 0; changes--)
        {
            var all = new List<JsonNode>();
            Gather(root, all);
            if (all.Count > 0)
            {
                Change(all[_random.Next(all.Count)]);
            }
        }

        return root.ToJsonString().Replace(Half, "\\ud800 \\u0000", StringComparison.Ordinal);
    }

    private static void Gather(JsonNode? node, List<JsonNode> all)
    {
        if (node is null)
        {
            return;
        }

        if (node.Parent is not null)
        {
            all.Add(node);
        }

        foreach (var child in node is JsonObject members ? members.Select(member => member.Value) : node is JsonArray items ? items : [])
        {
            Gather(child, all);
        }
    }

    private void Change(JsonNode node)
    {
        var other = JsonNode.Parse(_random.Next(11) switch
        {
            0 => "null",
            1 => "-1",
            2 => "1e300",
            3 => "99999999999999999999",
            4 => $"\"{Half}\"",
            5 => "[]",
            6 => "{}",
            7 => "true",
            8 => "[null,[[]],{\"a\":{}},\"x\",0]",
            9 => $"{{\"{Half}\":1,\"text\":\"{Half}\"}}",
            _ => $"[{node.ToJsonString()},{node.ToJsonString()}]",
        });
        switch (node.Parent)
        {
            case JsonObject members:
                members[node.GetPropertyName()] = other;
                break;
            case JsonArray items:
                items[node.GetElementIndex()] = other;
                break;
        }
    }
}
