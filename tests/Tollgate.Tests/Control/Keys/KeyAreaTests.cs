using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Shouldly;
using Tollgate.Control.Audit;
using Tollgate.Control.Keys;
using Xunit;

namespace Tollgate.Tests.Control.Keys;

public sealed class KeyAreaTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_is_made_read_changed_rotated_and_revoked()
    {
        await using var rig = await KeyStoreRig.OpenAsync();
        await using var control = await StartAsync(rig);
        var made = await SendAsync(control, "POST", "api/keys", """{"name":"ci","models":["gpt-*"],"requests_per_minute":9,"labels":{"a":"b"}}""", 201);
        var id = made.GetProperty("id").GetString()!;
        made.GetProperty("key").GetString()!.ShouldStartWith("sk-tg-");
        var read = await SendAsync(control, "GET", "api/keys/" + id, null, 200);
        read.TryGetProperty("key", out _).ShouldBeFalse();
        read.ToString().ShouldNotContain("hash");
        read.GetProperty("labels").GetProperty("a").GetString().ShouldBe("b");
        var changed = await SendAsync(control, "PATCH", "api/keys/" + id, """{"enabled":false,"requests_per_minute":null}""", 200);
        changed.GetProperty("status").GetString().ShouldBe("disabled");
        changed.TryGetProperty("requests_per_minute", out _).ShouldBeFalse();
        changed.GetProperty("models")[0].GetString().ShouldBe("gpt-*");
        var rotated = await SendAsync(control, "POST", $"api/keys/{id}/rotate", """{"overlap_seconds":60}""", 200);
        rotated.GetProperty("key").GetString().ShouldNotBe(made.GetProperty("key").GetString());
        rotated.TryGetProperty("previous_until", out _).ShouldBeTrue();
        (await SendAsync(control, "GET", "api/keys?org=default&limit=1", null, 200)).GetProperty("items").GetArrayLength().ShouldBe(1);
        using (var revoked = await control.Http.DeleteAsync(new Uri("api/keys/" + id, UriKind.Relative), Stop))
        {
            revoked.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }

        (await SendAsync(control, "GET", "api/keys", null, 200)).GetProperty("items").GetArrayLength().ShouldBe(0);
        (await SendAsync(control, "GET", "api/keys?status=revoked", null, 200)).GetProperty("items").GetArrayLength().ShouldBe(1);
        await SendAsync(control, "PATCH", "api/keys/" + id, """{"enabled":true}""", 409);
    }

    [Theory]
    [InlineData("POST", "api/keys", """{"name":"a","role":"admin"}""", 400, "role")]
    [InlineData("POST", "api/keys", """{"name":"a","balance":5}""", 400, "balance")]
    [InlineData("POST", "api/keys", """{"name":"a","name":"b"}""", 400, "name")]
    [InlineData("POST", "api/keys", """{"org":"a"}""", 400, "name")]
    [InlineData("POST", "api/keys", """{"name":"a","models":[null]}""", 400, "models[0]")]
    [InlineData("POST", "api/keys", """{"name":"a","requests_per_minute":1e999}""", 400, "requests_per_minute")]
    [InlineData("POST", "api/keys", """{"name":"a","expires_at":"yesterday"}""", 400, "expires_at")]
    [InlineData("POST", "api/keys", """{"name":"a\r\nx: y"}""", 400, "name")]
    [InlineData("PATCH", "api/keys/key_none", """{"enabled":true}""", 404, null)]
    [InlineData("PATCH", "api/keys/key_none", """{"org":"stolen"}""", 400, "org")]
    [InlineData("POST", "api/keys/key_none/rotate", """{"overlap_seconds":-1}""", 400, "overlap_seconds")]
    [InlineData("GET", "api/keys?limit=0", null, 400, "limit")]
    [InlineData("GET", "api/keys?status=all", null, 400, "status")]
    [InlineData("GET", "api/keys/%27%20OR%201=1", null, 404, null)]
    [InlineData("GET", "api/audit?from=never", null, 400, "from")]
    public async Task Check_43_what_is_unknown_or_wrong_is_refused_with_its_name(string method, string path, string? body, int status, string? param)
    {
        await using var rig = await KeyStoreRig.OpenAsync();
        await using var control = await StartAsync(rig);
        var problem = await SendAsync(control, method, path, body, status);
        (problem.TryGetProperty("param", out var named) ? named.GetString() : null).ShouldBe(param);
        (await rig.Store.Keys.ChangesAsync(0, Stop)).Keys.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_store_that_is_gone_is_503_and_says_nothing_of_itself()
    {
        await using var rig = await KeyStoreRig.OpenAsync();
        await using var control = await StartAsync(rig);
        rig.Kill();
        var problem = await SendAsync(control, "GET", "api/keys", null, 503);
        problem.GetProperty("code").GetString().ShouldBe("STORAGE_ERROR");
        problem.ToString().ShouldNotContain("SQLite");
        problem.ToString().ShouldNotContain(rig.Folder);
    }

    [Fact]
    public async Task Check_58_the_audit_trail_comes_as_json_and_as_guarded_csv()
    {
        await using var rig = await KeyStoreRig.OpenAsync();
        await using var control = await StartAsync(rig);
        await SendAsync(control, "POST", "api/keys", """{"name":"a","org":"=cmd|' /C calc'!A0"}""", 201);
        var trail = await SendAsync(control, "GET", "api/audit?action=key.create", null, 200);
        var entry = trail.GetProperty("items")[0];
        entry.GetProperty("actor").GetString().ShouldBe("admin-key");
        entry.GetProperty("after").GetProperty("name").GetString().ShouldBe("a");
        var csv = await control.Http.GetStringAsync(new Uri("api/audit?format=csv", UriKind.Relative), Stop);
        csv.ShouldStartWith("id,at,actor,action,");
        csv.ShouldContain(",'=cmd|' /C calc'!A0,");
    }

    private static Task<RunningControl> StartAsync(KeyStoreRig rig) => RunningControl.StartAsync(
        group => KeyArea.Map(group, rig.Keys, rig.Time), group => AuditArea.Map(group, rig.Store.Audit));

    private static async Task<JsonElement> SendAsync(RunningControl control, string method, string path, string? body, int status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await control.Http.SendAsync(request, Stop);
        ((int)answer.StatusCode).ShouldBe(status, await answer.Content.ReadAsStringAsync(Stop));
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Stop);
    }
}
