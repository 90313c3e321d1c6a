using System.Globalization;
using Spacemesh.Libp2p.Encoding;
using Spacemesh.Libp2p.Identity;

namespace Spacemesh.Libp2p.Kademlia;

/// <summary>
/// Who provides which content. Records hold 48 h; of one content at most <see cref="MaximumProviders"/>, in all <see cref="MaximumRecords"/>.
/// With a path they outlive the process: one line a record, written whole and renamed. One lock.
/// </summary>
public sealed class ProviderStore
{
    public const int MaximumProviders = 1000;
    public const int MaximumRecords = 100_000;

    private const int MaximumFile = 64 << 20;

    private readonly Lock _entry = new();
    private readonly Dictionary<string, Dictionary<PeerId, DateTimeOffset>> _records = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private readonly TimeSpan _validity;
    private int _count;

    public ProviderStore(TimeProvider time, TimeSpan validity)
    {
        _time = time;
        _validity = validity;
    }

    public int Count
    {
        get
        {
            lock (_entry)
            {
                return _count;
            }
        }
    }

    public void Add(ReadOnlySpan<byte> key, PeerId provider) => Add(Base32.Encode(key), provider, _time.GetUtcNow());

    /// <summary>Providers whose records hold, the oldest first.</summary>
    public IReadOnlyList<PeerId> Of(ReadOnlySpan<byte> key)
    {
        var limit = _time.GetUtcNow() - _validity;
        lock (_entry)
        {
            return _records.TryGetValue(Base32.Encode(key), out var providers)
                ? [.. providers.Where(entry => entry.Value > limit).OrderBy(entry => entry.Value).ThenBy(entry => entry.Key).Select(entry => entry.Key)]
                : [];
        }
    }

    public void Sweep()
    {
        var limit = _time.GetUtcNow() - _validity;
        lock (_entry)
        {
            foreach (var (key, providers) in _records.ToList())
            {
                foreach (var (peer, _) in providers.Where(entry => entry.Value <= limit).ToList())
                {
                    providers.Remove(peer);
                    _count--;
                }

                if (providers.Count == 0)
                    _records.Remove(key);
            }
        }
    }

    /// <summary>Writes the records that hold.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path)
    {
        Sweep();
        string text;
        lock (_entry)
        {
            text = string.Concat(_records.SelectMany(record => record.Value.Select(entry =>
                string.Create(CultureInfo.InvariantCulture, $"{record.Key} {entry.Key} {entry.Value.ToUnixTimeMilliseconds()}\n"))));
        }

        AtomicFile.Write(path, text);
    }

    /// <summary>Reads records back; lines that are none are skipped.</summary>
    public void Load(string path)
    {
        if (AtomicFile.Read(path, MaximumFile) is not { } text)
            return;
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = line.Split(' ');
            if (words.Length == 3 && Base32.Decode(words[0]) is not null && PeerId.TryParse(words[1], out var peer)
                && long.TryParse(words[2], NumberStyles.None, CultureInfo.InvariantCulture, out long at) && at < DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
                Add(words[0], peer!, DateTimeOffset.FromUnixTimeMilliseconds(at));
        }
    }

    private void Add(string key, PeerId provider, DateTimeOffset at)
    {
        lock (_entry)
        {
            if (!_records.TryGetValue(key, out var providers))
                _records.Add(key, providers = []);
            if (providers.ContainsKey(provider))
            {
                providers[provider] = at;
            }
            else if (_count < MaximumRecords && providers.Count < MaximumProviders)
            {
                providers.Add(provider, at);
                _count++;
            }
        }
    }
}
