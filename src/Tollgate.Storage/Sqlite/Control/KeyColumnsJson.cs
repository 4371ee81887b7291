using System.Text.Json.Serialization;

namespace Tollgate.Storage.Sqlite.Control;

/// <summary>The columns of a key that hold lists, as JSON.</summary>
[JsonSourceGenerationOptions(AllowDuplicateProperties = false)]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class KeyColumnsJson : JsonSerializerContext;
