using Tollgate.Configuration;
using Tollgate.Keys;
using Tollgate.Listening;
using Tollgate.Recording;

namespace Tollgate.Admission.Budgets;

/// <summary>
/// Who pays: the same answer for a request under way and for its record, so that what is counted in memory and what is stored are about the same subject.
/// </summary>
internal static class BudgetSubjects
{
    private const string Everybody = "global";

    /// <summary>The subject of a request; null where no budget of the meter is for it.</summary>
    public static BudgetSubject? Of(BudgetMeter meter, RequestContext request)
    {
        if (meter.Scope == LimitScope.Global) { return meter.Find(Everybody, Everybody); }
        if (meter.Scope == LimitScope.App) { return meter.Find(request.Record.Get(RecordText.App)); }
        if (meter.Scope == LimitScope.Model) { return meter.Find(request.Record.Get(RecordText.ModelAsked)); }
        return request.Caller is { } caller ? Of(meter, caller) : null;
    }

    /// <summary>The subject of a record.</summary>
    public static BudgetSubject? Of(BudgetMeter meter, RequestEntry entry) => meter.Scope switch
    {
        LimitScope.Global => meter.Find(Everybody, Everybody),
        LimitScope.App => meter.Find(entry.App, entry.App),
        LimitScope.Model => meter.Find(entry.Model, entry.Model),
        LimitScope.Key => meter.Find(entry.KeyId.Length > 0 ? entry.KeyId : entry.Key, entry.Key),
        LimitScope.Org => meter.Find(entry.Org, entry.Org),
        LimitScope.Team => meter.Find(Caller.WithinOrg(entry.Org, entry.Team), entry.Team),
        LimitScope.User => meter.Find(Caller.WithinOrg(entry.Org, entry.User), entry.User),
        _ => null,
    };

    private static BudgetSubject? Of(BudgetMeter meter, Caller caller) => meter.Scope switch
    {
        LimitScope.Key => meter.Find(caller.StoredId.Length > 0 ? caller.StoredId : caller.Name, caller.Name),
        LimitScope.Org => meter.Find(caller.Org, caller.Org),
        LimitScope.Team => meter.Find(caller.TeamId, caller.Team),
        LimitScope.User => meter.Find(caller.UserId, caller.User),
        _ => null,
    };
}
