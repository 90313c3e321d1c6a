using System.Globalization;

namespace Spacemesh.Poet.Server.Storage;

/// <summary>Proofs of finished rounds: one file a round, written whole. The latest answers stay in memory.</summary>
internal sealed class ProofStore
{
    private const int Cached = 4;

    private readonly Lock _lock = new();
    private readonly Dictionary<uint, ProofRecord> _cache = [];
    private readonly string _directory;
    private readonly bool _sync;

    public ProofStore(string directory, bool sync)
    {
        _directory = directory;
        _sync = sync;
        DurableFile.CreatePrivateDirectory(directory);
    }

    public bool Contains(uint round) => File.Exists(PathOf(round));

    public void Save(ProofRecord record)
    {
        uint round = uint.Parse(record.RoundId, CultureInfo.InvariantCulture);
        DurableFile.Replace(PathOf(round), record.Encode(), _sync);
        Remember(round, record);
    }

    /// <summary>The record of a round id as clients write it; null where there is none.</summary>
    /// <exception cref="XdrException">The file is damaged.</exception>
    public ProofRecord? Load(string roundId)
    {
        if (!uint.TryParse(roundId, NumberStyles.None, CultureInfo.InvariantCulture, out uint round)
            || round.ToString(CultureInfo.InvariantCulture) != roundId)
            return null;
        lock (_lock)
        {
            if (_cache.TryGetValue(round, out var cached))
                return cached;
        }

        string path = PathOf(round);
        if (!File.Exists(path))
            return null;
        var record = ProofRecord.Decode(File.ReadAllBytes(path));
        Remember(round, record);
        return record;
    }

    private string PathOf(uint round) => Path.Combine(_directory, round.ToString(CultureInfo.InvariantCulture) + ".bin");

    private void Remember(uint round, ProofRecord record)
    {
        lock (_lock)
        {
            if (_cache.Count >= Cached && !_cache.ContainsKey(round))
                _cache.Remove(_cache.Keys.Min());
            _cache[round] = record;
        }
    }
}
