using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Tollgate.Keys;
using Xunit;

namespace Tollgate.Tests.Keys;

public sealed class KeyTableTests
{
    [Fact]
    public void A_key_is_found_by_its_secret_and_by_nothing_else()
    {
        var table = new KeyTable([(Named(0, "a"), "sk-alpha"), (Named(1, "b"), "sk-beta")]);

        table.Find("sk-alpha"u8)!.Name.ShouldBe("a");
        table.Find("sk-beta"u8)!.Name.ShouldBe("b");
        table.Find("sk-alph"u8).ShouldBeNull();
        table.Find("sk-alpha "u8).ShouldBeNull();
        table.Find("SK-ALPHA"u8).ShouldBeNull();
        table.Find(default(ReadOnlySpan<byte>)).ShouldBeNull();
        KeyTable.Empty.Find("sk-alpha"u8).ShouldBeNull();
    }

    [Fact]
    public void Check_36_credentials_equal_in_their_first_512_bytes_are_different_callers()
    {
        var common = new string('k', 512);
        var table = new KeyTable([(Named(0, "a"), common + "A"), (Named(1, "b"), common + "B"), (Named(2, "c"), common)]);

        table.Find(Encoding.UTF8.GetBytes(common + "A"))!.Name.ShouldBe("a");
        table.Find(Encoding.UTF8.GetBytes(common + "B"))!.Name.ShouldBe("b");
        table.Find(Encoding.UTF8.GetBytes(common))!.Name.ShouldBe("c");
        table.Find(Encoding.UTF8.GetBytes(common + "C")).ShouldBeNull();
    }

    [Fact]
    public void A_credential_of_8_KiB_counts_and_a_longer_one_is_no_key()
    {
        var longest = new string('x', KeyTable.MaxCredentialBytes);
        var table = new KeyTable([(Named(0, "a"), longest)]);

        table.Find(Encoding.UTF8.GetBytes(longest))!.Name.ShouldBe("a");
        table.Find(Encoding.UTF8.GetBytes(longest + "x")).ShouldBeNull();
    }

    [Fact]
    public void Ten_thousand_keys_are_each_found_and_no_stranger_is()
    {
        var table = new KeyTable(Enumerable.Range(0, 10_000).Select(i => (Named(i, $"k{i}"), $"sk-{i}")));

        for (var i = 0; i < 10_000; i++)
        {
            table.Find(Encoding.UTF8.GetBytes($"sk-{i}"))!.KeyId.ShouldBe(i);
            table.Find(Encoding.UTF8.GetBytes($"sk-{i}x")).ShouldBeNull();
        }
    }

    [Fact]
    public void Edits_make_a_new_table_and_leave_the_old_one_alone()
    {
        var before = new KeyTable([(Named(0, "a"), "sk-alpha")]);
        var hash = KeyHash.Of("sk-beta");

        var with = before.With(hash, Named(1, "b"));
        var changed = with.With(hash, Named(1, "b2"));
        var without = changed.Without(hash);

        before.Find("sk-beta"u8).ShouldBeNull();
        with.Find("sk-beta"u8)!.Name.ShouldBe("b");
        changed.Find("sk-beta"u8)!.Name.ShouldBe("b2");
        changed.Count.ShouldBe(2);
        without.Find("sk-beta"u8).ShouldBeNull();
        without.Find("sk-alpha"u8)!.Name.ShouldBe("a");
    }

    [Fact]
    public void Two_names_for_one_secret_are_refused_without_telling_the_secret()
    {
        var error = Should.Throw<ArgumentException>(() => new KeyTable([(Named(0, "a"), "sk-canary"), (Named(1, "b"), "sk-canary")]));

        error.Message.ShouldContain("'a'");
        error.Message.ShouldContain("'b'");
        error.ToString().ShouldNotContain("sk-canary");
    }

    [Fact]
    public void A_table_agrees_with_a_dictionary_under_any_edits() => Prop
        .ForAll<(byte Key, bool Add)[]>(edits =>
        {
            var table = KeyTable.Empty;
            var model = new Dictionary<byte, int>();
            foreach (var (key, add) in edits ?? [])
            {
                var hash = KeyHash.Of([key]);
                table = add ? table.With(hash, Named(key, $"{key}")) : table.Without(hash);
                if (add)
                {
                    model[key] = key;
                }
                else
                {
                    model.Remove(key);
                }
            }

            for (var key = 0; key < 256; key++)
            {
                (table.Find([(byte)key])?.KeyId).ShouldBe(model.TryGetValue((byte)key, out var id) ? id : null);
            }
        })
        .QuickCheckThrowOnFailure();

    [Fact]
    public void A_hash_does_not_print_itself() => KeyHash.Of("sk-canary").ToString().ShouldBe("(key hash)");

    private static Caller Named(int id, string name) => new() { KeyId = id, Name = name };
}
