using Spacemesh.Poet.Server.Storage;

namespace Spacemesh.Poet.Server.Registration;

/// <summary>
/// Challenge and difficulty of the proof of work that registrations may carry (spec 03 §10.3). Each published proof replaces the
/// challenge; the one before stays good. Unlike the reference's, both survive a restart, and an empty one before is never accepted.
/// </summary>
internal sealed class PowChallenge
{
    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly bool _sync;
    private byte[] _current;
    private byte[] _previous;

    public PowChallenge(string path, uint difficulty, bool sync, Func<byte[]> initial)
    {
        _path = path;
        _sync = sync;
        Difficulty = difficulty;
        if (File.Exists(path))
        {
            try
            {
                var reader = new XdrReader(File.ReadAllBytes(path));
                _current = reader.Opaque();
                _previous = reader.Opaque();
            }
            catch (XdrException exception)
            {
                throw new PoetStateException($"{path} is damaged ({exception.Message}): remove it to start with a new challenge", exception);
            }
        }
        else
        {
            _current = initial();
            _previous = [];
            Save();
        }
    }

    public uint Difficulty { get; }

    public byte[] Current
    {
        get
        {
            lock (_lock)
                return _current;
        }
    }

    /// <summary>Whether a registration may use these parameters.</summary>
    public bool Accepts(uint difficulty, ReadOnlySpan<byte> challenge)
    {
        if (difficulty != Difficulty)
            return false;
        lock (_lock)
            return challenge.SequenceEqual(_current) || (!challenge.IsEmpty && challenge.SequenceEqual(_previous));
    }

    /// <summary>Makes a proof's root the challenge.</summary>
    public void Rotate(byte[] root)
    {
        lock (_lock)
        {
            if (root.AsSpan().SequenceEqual(_current))
                return;
            (_previous, _current) = (_current, root);
            Save();
        }
    }

    private void Save()
    {
        var writer = new XdrWriter();
        writer.Opaque(_current);
        writer.Opaque(_previous);
        DurableFile.Replace(_path, writer.ToArray(), _sync);
    }
}
