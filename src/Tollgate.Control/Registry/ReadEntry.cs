using System.Text.Json.Nodes;

namespace Tollgate.Control.Registry;

/// <summary>
/// Reads an entry's settings with the very code that reads the configuration file, so that whatever the file can say the API can say, and
/// both refuse the same.
/// </summary>
internal delegate EntryReading ReadEntry(RegistryKind kind, JsonObject settings);
