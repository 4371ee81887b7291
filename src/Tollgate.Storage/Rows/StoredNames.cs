using System.Collections.Frozen;
using System.Text;
using Tollgate.Faults;
using Tollgate.Metering;

namespace Tollgate.Storage.Rows;

/// <summary>Enumerations as remote stores hold them: by the names that logs and clients know, which never change. Nothing is an empty text.</summary>
internal static class StoredNames
{
    private static readonly FrozenDictionary<ErrorClass, string> ClassNames =
        Enum.GetValues<ErrorClass>().ToFrozenDictionary(c => c, c => Encoding.ASCII.GetString(ErrorClasses.Name(c)));

    private static readonly FrozenDictionary<string, ErrorClass> Classes = ClassNames.ToFrozenDictionary(p => p.Value, p => p.Key, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, FaultCode> Faults =
        Fault.All.ToArray().ToFrozenDictionary(f => f.Name, f => f.Code, StringComparer.Ordinal);

    public static string Of(ErrorClass errorClass) => ClassNames[errorClass];

    public static string Of(FaultCode code) => Fault.Of(code).Name;

    public static string Of(UsageSource source) => source switch
    {
        UsageSource.Reported => "reported",
        UsageSource.Estimated => "estimated",
        _ => "",
    };

    public static string Of(PriceState state) => state switch
    {
        PriceState.Priced => "priced",
        PriceState.Unpriced => "unpriced",
        _ => "",
    };

    /// <summary>A name of a later version reads as a bug of the gateway: it is at least an error.</summary>
    public static ErrorClass ErrorClassOf(string name) => Classes.GetValueOrDefault(name, ErrorClass.GatewayError);

    public static FaultCode FaultOf(string name) => Faults.GetValueOrDefault(name, FaultCode.None);

    public static UsageSource UsageSourceOf(string name) => name switch
    {
        "reported" => UsageSource.Reported,
        "estimated" => UsageSource.Estimated,
        _ => UsageSource.None,
    };

    public static PriceState PriceStateOf(string name) => name switch
    {
        "priced" => PriceState.Priced,
        "unpriced" => PriceState.Unpriced,
        _ => PriceState.None,
    };
}
