using System.Globalization;
using System.Reflection;

namespace Tollgate.Storage.Migrations;

/// <summary>One step of a schema: a numbered SQL file of this assembly, never edited once released.</summary>
/// <param name="Number">From 1 without gaps.</param>
/// <param name="Name">The file's name.</param>
/// <param name="Sql">Its statements.</param>
internal sealed record Migration(int Number, string Name, string Sql)
{
    private const int Digits = 4;

    /// <summary>The steps of a folder under <c>Migrations</c>, such as <c>Sqlite.Control</c>, in order.</summary>
    public static IReadOnlyList<Migration> Of(string folder)
    {
        var assembly = typeof(Migration).Assembly;
        var prefix = $"{typeof(Migration).Namespace}.{folder}.";
        Migration[] all =
        [
            .. assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name => Read(assembly, name, name[prefix.Length..])),
        ];
        for (var i = 0; i < all.Length; i++)
        {
            if (all[i].Number != i + 1)
            {
                throw new InvalidOperationException($"Migration {all[i].Name} is not number {i + 1}.");
            }
        }

        return all;
    }

    private static Migration Read(Assembly assembly, string resource, string file)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return new Migration(int.Parse(file.AsSpan(0, Digits), NumberStyles.None, CultureInfo.InvariantCulture), file, reader.ReadToEnd());
    }
}
