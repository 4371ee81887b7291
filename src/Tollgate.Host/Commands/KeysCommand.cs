using System.CommandLine;
using System.Text.Json;
using Tollgate.Control.Keys;

namespace Tollgate.Host.Commands;

/// <summary><c>tollgate keys</c>: stored keys, with a server running or not.</summary>
internal static class KeysCommand
{
    private const string OrgByDefault = "default";

    private static readonly JsonSerializerOptions Indented = new(KeyJson.Default.Options) { WriteIndented = true };

    public static Command Create() => new("keys", "Work with stored keys.") { CreateCreate(), CreateList(), CreateShow(), CreateRevoke(), CreateRotate() };

    private static Command CreateCreate()
    {
        var name = new Argument<string>("name") { Description = "Its name, unique within the organisation." };
        var org = new Option<string>("--org") { Description = "Organisation. Default: default.", DefaultValueFactory = static _ => OrgByDefault };
        var team = new Option<string?>("--team") { Description = "Team." };
        var user = new Option<string?>("--user") { Description = "Person or service that gets it." };
        var models = new Option<string[]>("--model") { Description = "Model or pattern (gpt-*) that it may use; give it once for each. Default: all." };
        var expires = new Option<string?>("--expires") { Description = "When it ends: a time, or from now on 12h, 30d. Default: never." };
        var limit = new Option<int?>("--requests-per-minute") { Description = "Its limit. Default: the limits of the configuration." };
        var labels = new Option<string[]>("--label") { Description = "name=value; give it once for each." };
        var passthrough = new Option<bool>("--passthrough") { Description = "It may make calls that name no model, which show one provider account to every key that may." };
        var json = StoreOptions.Json();
        var config = StoreOptions.Config();
        var create = new Command("create", "Make a key, and show its secret this once.") { name, org, team, user, models, expires, limit, labels, passthrough, json, config };
        create.SetAction((result, stop) =>
        {
            var console = result.InvocationConfiguration;
            return LocalStore.RunAsync(result.GetValue(config), console.Error, CreateAsync, stop);

            async Task<int> CreateAsync(LocalStore local)
            {
                var draft = new KeyDraft
                {
                    Name = result.GetRequiredValue(name),
                    Org = result.GetRequiredValue(org),
                    Team = result.GetValue(team) ?? "",
                    User = result.GetValue(user) ?? "",
                    Models = result.GetValue(models) is { Length: > 0 } given ? given : ["*"],
                    RequestsPerMinute = result.GetValue(limit),
                    Passthrough = result.GetValue(passthrough),
                    Labels = Labels(result.GetValue(labels) ?? []),
                };
                if (result.GetValue(expires) is { } end)
                {
                    draft = draft with { ExpiresAt = StoreOptions.Moment(end, TimeProvider.System.GetUtcNow()) };
                    if (draft.ExpiresAt is null)
                    {
                        await console.Error.WriteLineAsync("tollgate: --expires is neither a time nor a length such as 12h or 30d");
                        return 1;
                    }
                }

                return await PrintAsync(console, await local.Keys.CreateAsync(draft, LocalStore.Actor, stop), result.GetValue(json));
            }
        });
        return create;
    }

    private static Command CreateList()
    {
        var org = new Option<string?>("--org") { Description = "Only of this organisation." };
        var status = new Option<KeyStatus?>("--status") { Description = "Only these. Default: all but the revoked ones." };
        var json = StoreOptions.Json();
        var config = StoreOptions.Config();
        var list = new Command("list", "List the stored keys.") { org, status, json, config };
        list.SetAction((result, stop) =>
        {
            var console = result.InvocationConfiguration;
            return LocalStore.RunAsync(result.GetValue(config), console.Error, ListAsync, stop);

            async Task<int> ListAsync(LocalStore local)
            {
                var now = TimeProvider.System.GetUtcNow();
                var query = new KeyQuery { Org = result.GetValue(org), Status = result.GetValue(status), Limit = KeyQuery.MaxLimit, Now = now };
                IReadOnlyList<StoredKey> page;
                do
                {
                    page = await local.Keys.ListAsync(query, stop);
                    foreach (var key in page)
                    {
                        await console.Output.WriteLineAsync(result.GetValue(json) ? Line(KeyBody.Of(key, now)) : KeyText.Line(KeyBody.Of(key, now)));
                    }

                    query = query with { AfterId = page.Count > 0 ? page[^1].Id : "" };
                }
                while (page.Count == KeyQuery.MaxLimit);
                return 0;
            }
        });
        return list;
    }

    private static Command CreateShow() => One(
        "show", "Show a key.", [], static async (local, key, _, _) => KeyResult.Of((await local.Keys.FindAsync(key.Id, CancellationToken.None))!));

    private static Command CreateRevoke() => One(
        "revoke", "Revoke a key for good.", [], static (local, key, _, stop) => local.Keys.RevokeAsync(key.Id, LocalStore.Actor, stop));

    private static Command CreateRotate()
    {
        var overlap = new Option<string?>("--overlap") { Description = "How long the secret so far works on, such as 1h. Default: not at all." };
        return One("rotate", "Give a key another secret, and show it this once.", [overlap], async (local, key, result, stop) =>
            StoreOptions.Length(result.GetValue(overlap) ?? "0") is { } length
                ? await local.Keys.RotateAsync(key.Id, length, LocalStore.Actor, stop)
                : KeyResult.Failed(KeyOutcome.Invalid, "--overlap is not a length of time such as 90s, 15m, 1h."));
    }

    /// <summary>A command over one key, named by its id or by its name within an organisation.</summary>
    private static Command One(
        string verb, string description, IReadOnlyList<Option> options, Func<LocalStore, StoredKey, ParseResult, CancellationToken, Task<KeyResult>> run)
    {
        var which = new Argument<string>("key") { Description = "Its id, or its name." };
        var org = new Option<string>("--org") { Description = "Organisation of a key that is given by name. Default: default.", DefaultValueFactory = static _ => OrgByDefault };
        var json = StoreOptions.Json();
        var config = StoreOptions.Config();
        var command = new Command(verb, description) { which, org, json, config };
        foreach (var option in options)
        {
            command.Add(option);
        }

        command.SetAction((result, stop) =>
        {
            var console = result.InvocationConfiguration;
            return LocalStore.RunAsync(result.GetValue(config), console.Error, RunAsync, stop);

            async Task<int> RunAsync(LocalStore local)
            {
                var key = await FindAsync(local, result.GetRequiredValue(which), result.GetRequiredValue(org), stop);
                return await PrintAsync(console, key is null ? KeyResult.NotFound : await run(local, key, result, stop), result.GetValue(json));
            }
        });
        return command;
    }

    private static async Task<StoredKey?> FindAsync(LocalStore local, string which, string org, CancellationToken stop)
    {
        if (await local.Keys.FindAsync(which, stop) is { } byId)
        {
            return byId;
        }

        var query = new KeyQuery { Name = which, Org = org, Limit = 1, Now = TimeProvider.System.GetUtcNow() };
        return await local.Keys.ListAsync(query, stop) is [var byName] ? byName : null;
    }

    private static async Task<int> PrintAsync(InvocationConfiguration console, KeyResult result, bool json)
    {
        if (result.Key is not { } key)
        {
            await console.Error.WriteLineAsync("tollgate: " + result.Message);
            return 1;
        }

        var body = KeyBody.Of(key, TimeProvider.System.GetUtcNow(), result.Secret);
        await console.Output.WriteLineAsync(json ? JsonSerializer.Serialize(body, Indented.GetTypeInfo(typeof(KeyBody))) : KeyText.Page(body));
        return 0;
    }

    private static string Line(KeyBody body) => JsonSerializer.Serialize(body, KeyJson.Default.KeyBody);

    /// <summary>A label without <c>=</c> has no value, which the service refuses.</summary>
    private static Dictionary<string, string> Labels(string[] labels)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var label in labels)
        {
            var equals = label.IndexOf('=', StringComparison.Ordinal);
            all[equals < 0 ? label : label[..equals]] = equals < 0 ? "" : label[(equals + 1)..];
        }

        return all;
    }
}
