using System.Globalization;

namespace Tollgate.Storage.Sqlite.RequestLog;

/// <summary>Brings a file to the newest form of its kind: <c>Migrations/KIND.NNN.sql</c> in order, <c>user_version</c> remembers how far.</summary>
internal static class LogMigrations
{
    public const string Day = "day";
    public const string Content = "content";
    public const string Totals = "totals";

    public static void Apply(RawDatabase database, string kind)
    {
        var assembly = typeof(LogMigrations).Assembly;
        var start = $"{typeof(LogMigrations).Namespace}.Migrations.{kind}.";
        var version = database.Number("PRAGMA user_version") ?? 0;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(start, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            var number = int.Parse(name.AsSpan(start.Length, 3), NumberStyles.None, CultureInfo.InvariantCulture);
            if (number <= version)
            {
                continue;
            }

            using var text = new StreamReader(assembly.GetManifestResourceStream(name)!);
            database.Run("BEGIN IMMEDIATE");
            database.Run(text.ReadToEnd());
            database.Run($"PRAGMA user_version = {number}; COMMIT");
        }
    }
}
