using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Net.Reconciliation;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Wire.RangeSync;

namespace Spacemesh.Net.Tests.Reconciliation;

public sealed class RangeReconcilerTests
{
    [Theory]
    [InlineData("", "", 1)]
    [InlineData("", "abcd", 0)]
    [InlineData("abcd", "", 0)]
    [InlineData("ab", "cd", 0)]
    [InlineData("acdefghijklmn", "bcdopqr", 2.0 / 13)]
    [InlineData("bcd", "a", 0)]
    public void Sets_become_their_union(string left, string right, double similarity)
    {
        for (int most = 1; most <= 4; most++)
        {
            var options = new ReconciliationOptions { MaxSendRange = most };
            var (a, b) = (Letters(left), Letters(right));
            Assert.Equal(similarity, Probe(a, b, options), 12);
            Reconcile(a, b, options, null);
            string union = string.Concat(left.Union(right).Order());
            Assert.Equal((union, union), (Text(a), Text(b)));
        }
    }

    [Theory]
    [InlineData('a', 'h', "abcdefghijklmn", "abcdefgopqr")]
    [InlineData('h', 'a', "acdefghijklmnopqr", "bcdhijklmnopqr")]
    public void Only_the_range_is_brought_together(char x, char y, string left, string right)
    {
        for (int most = 1; most <= 4; most++)
        {
            var (a, b) = (Letters("acdefghijklmn"), Letters("bcdopqr"));
            Reconcile(a, b, new ReconciliationOptions { MaxSendRange = most }, new KeyRange(Key(x), Key(y)));
            Assert.Equal((left, right), (Text(a), Text(b)));
        }
    }

    [Fact]
    public void Random_sets_become_their_union_with_few_keys_sent()
    {
        var random = new SeededRandom(11);
        for (int run = 0; run < 200; run++)
        {
            int common = random.Next(300);
            Hash32[] keys = [.. Enumerable.Range(0, common + 20).Select(index => Blake3.Hash(BitConverter.GetBytes((run * 1000) + index)))];
            int onlyLeft = random.Next(10), onlyRight = random.Next(10);
            var a = new MemoryKeySet(keys.Take(common).Concat(keys.Skip(common).Take(onlyLeft)), TimeProvider.System);
            var b = new MemoryKeySet(keys.Take(common).Concat(keys.Skip(common + 10).Take(onlyRight)), TimeProvider.System);
            int sent = Reconcile(a, b, new ReconciliationOptions { MaxSendRange = 1 + random.Next(16), ChunkSize = 1 + random.Next(20), MaxDifference = random.Next(2) == 0 ? null : 0.5 }, null);
            Assert.Equal(common + onlyLeft + onlyRight, a.Count);
            Assert.Equal(Text(a), Text(b));
            if (common > 100)
                Assert.InRange(sent, 0, (onlyLeft + onlyRight + 1) * 34);
        }
    }

    [Fact]
    public void Recent_keys_are_exchanged_first()
    {
        var time = new VirtualScheduler().TimeProvider;
        var old = Enumerable.Range(0, 50).Select(index => Blake3.Hash(BitConverter.GetBytes(index))).ToArray();
        var (a, b) = (new MemoryKeySet(old, time), new MemoryKeySet(old, time));
        a.Add(Key('a'));
        b.Add(Key('b'));
        var options = new ReconciliationOptions { RecentSpan = TimeSpan.FromMinutes(1) };
        var first = new RangeReconciler(a, options).Initiate(time.GetUtcNow()).ToList();
        Assert.Equal([RangeMessageType.ItemBatch, RangeMessageType.Recent, RangeMessageType.EndRound], first.Select(message => message.Type));
        Reconcile(a, b, options, null, time.GetUtcNow());
        Assert.Equal((52, Text(a)), (b.Count, Text(b)));
    }

    [Fact]
    public void A_peer_that_does_not_end_is_ended()
    {
        var options = new ReconciliationOptions { MaxMessages = 10, MaxReceived = 100 };
        var endless = new RangeReconciler(Letters("abc"), options);
        Assert.Throws<ReconciliationException>(() =>
        {
            for (int i = 0; i < 100; i++)
                endless.Take(RangeMessage.OfFingerprint(Key('a'), Key('a'), default, 1)).ToList();
        });
        var flooded = new RangeReconciler(Letters("abc"), options);
        Assert.Throws<ReconciliationException>(() => flooded.Take(RangeMessage.ItemBatch(new Hash32[101].ToScaleList())));
        Assert.Throws<ReconciliationException>(() => new RangeReconciler(Letters("abc"), options).Take(RangeMessage.EmptyRange(default, default)).ToList());
        Assert.Throws<ReconciliationException>(() => new RangeProbe(Letters("abc"), options).Take(RangeMessage.Done));
    }

    [Fact]
    public void Any_bytes_are_a_message_or_none()
    {
        var random = new SeededRandom(4);
        for (int run = 0; run < 50_000; run++)
        {
            byte[] bytes = new byte[1 + random.Next(40)];
            random.Fill(bytes);
            bytes[0] = (byte)random.Next(11);
            if (!Scale.TryDecode<RangeMessage>(bytes, out var message, out _))
                continue;
            Assert.True(Scale.TryDecode<RangeMessage>(Scale.Encode(message), out var again, out _));
            Assert.Equal(message, again);
        }
    }

    [Theory]
    [InlineData("0442112241330102030405060708090a0b0c10")]
    [InlineData("0542112241339101")]
    [InlineData("0600")]
    [InlineData("0700000000000000000000000000002103")]
    [InlineData("084211224211220102030405060708090a0b0c040404030201")]
    [InlineData("091300002a36fe9c9717")]
    public void The_messages_of_the_chapter_decode_and_encode(string hex)
    {
        Assert.True(Scale.TryDecode<RangeMessage>(Convert.FromHexString(hex), out var message, out var error), error.ToString());
        Assert.Equal(hex, Convert.ToHexStringLower(Scale.Encode(message)));
    }

    [Theory]
    [InlineData("0361")]
    [InlineData("03610000")]
    [InlineData("038000")]
    [InlineData("03c000")]
    [InlineData("060402")]
    [InlineData("0a")]
    public void Bad_bounds_marks_and_types_are_refused(string hex) =>
        Assert.False(Scale.TryDecode<RangeMessage>(Convert.FromHexString(hex), out _, out _));

    private static Hash32 Key(char letter)
    {
        // The fingerprints of single letters would collide.
        byte[] bytes = HashOf(letter);
        bytes[0] = (byte)letter;
        return Hash32.FromBytes(bytes);
    }

    private static byte[] HashOf(char letter)
    {
        var hash = Blake3.Hash([(byte)letter]);
        return Hash32.Span(in hash).ToArray();
    }

    private static MemoryKeySet Letters(string letters) => new(letters.Select(Key), TimeProvider.System);

    private static string Text(MemoryKeySet set) => set.First is { } first
        ? string.Concat(set.Keys(new KeyRange(first, first)).Select(key => (char)Hash32.Span(in key)[0]))
        : "";

    private static double Probe(MemoryKeySet a, MemoryKeySet b, ReconciliationOptions options)
    {
        var probe = new RangeProbe(a, options);
        var served = new RangeReconciler(b, options);
        ProbeResult? result = null;
        foreach (var answer in probe.Ask().SelectMany(message => served.Take(message).ToList()).ToList())
            result = probe.Take(answer);
        return result!.Value.Similarity;
    }

    /// <summary>Runs both sides to the end; returns how many keys were sent.</summary>
    private static int Reconcile(MemoryKeySet a, MemoryKeySet b, ReconciliationOptions options, KeyRange? range, DateTimeOffset now = default)
    {
        var sides = (RangeReconciler[])[new RangeReconciler(a, options), new RangeReconciler(b, options)];
        var round = sides[0].Initiate(now, range).ToList();
        int sent = 0;
        for (int turn = 1; round.Count > 0; turn ^= 1)
        {
            Assert.InRange(sides[turn].Rounds, 0, 20);
            sent += round.Sum(message => message.Keys.Count);
            var taking = sides[turn];
            round = [.. round.SelectMany(message => taking.Take(message).ToList())];
        }

        a.TakeIn();
        b.TakeIn();
        return sent;
    }
}
