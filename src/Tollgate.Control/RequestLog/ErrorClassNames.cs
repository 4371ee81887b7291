using System.Text;
using Tollgate.Faults;

namespace Tollgate.Control.RequestLog;

/// <summary>Error classes by the names that logs and metrics use.</summary>
internal static class ErrorClassNames
{
    /// <summary>All classes that have a name.</summary>
    public static IReadOnlyDictionary<string, ErrorClass> All { get; } = Enum.GetValues<ErrorClass>()
        .Where(each => each != ErrorClass.None)
        .ToDictionary(NameOf, each => each, StringComparer.Ordinal);

    /// <summary>The name of a class; empty for none.</summary>
    public static string NameOf(ErrorClass errorClass) => Encoding.ASCII.GetString(ErrorClasses.Name(errorClass));
}
