using System.Text;
using Shouldly;
using Tollgate.Faults;
using Tollgate.Keys;
using Tollgate.Recording;
using Tollgate.Surfaces;
using Xunit;

namespace Tollgate.Tests.Keys;

public sealed class CanaryTests
{
    private const string Canary = "sk-canary-5f2c";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Check_54_a_key_reaches_no_error_body_and_no_log_line(bool known)
    {
        var caller = new Caller { KeyId = 0, Name = "ci", Enabled = false };
        var table = known ? new KeyTable([(caller, Canary)]) : KeyTable.Empty;
        var presented = new PresentedKey(new byte[64]);
        presented.AddAuthorization(Encoding.UTF8.GetBytes("Bearer " + Canary));
        presented.AddQuery(Encoding.UTF8.GetBytes("x" + Canary));
        var fault = KeyCheck.Identify(table, ref presented, 0, new KeyMemo(), out _);
        var record = new RequestRecord { Fault = fault, ErrorClass = Fault.Of(fault).Class, Status = Fault.Of(fault).Status, Caller = caller };
        record.Set(RecordText.Path, Encoding.UTF8.GetBytes($"/v1/models?key={Canary}"));
        var seen = new StringBuilder($"{KeyHash.Of(Canary)}");
        var bytes = new byte[AccessLogLine.MaxBytes];
        var stamp = new UtcStamp();
        seen.Append(Encoding.UTF8.GetString(bytes, 0, AccessLogLine.Write(record, ref stamp, bytes)));
        foreach (var dialect in Enum.GetValues<Dialect>())
        {
            seen.Append(Encoding.UTF8.GetString(bytes, 0, ErrorBody.Write(dialect, fault, "req_1"u8, bytes)));
        }

        seen.ToString().ShouldNotContain("canary", Case.Insensitive);
    }
}
