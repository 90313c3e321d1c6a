namespace Spacemesh.Post.RandomX;

/// <summary>
/// RandomX that lets go of its memory (256 MiB, in fast mode 2 GiB more) when nobody has hashed for a while, and sets it up again with the
/// next hash. Locks: loading before the state's; the state's is never held while hashing.
/// </summary>
public sealed class RestingRandomX : IRandomX
{
    private readonly Lock _loading = new();
    private readonly Lock _state = new();
    private readonly Func<IRandomX> _load;
    private readonly TimeProvider _time;
    private readonly TimeSpan _rest;
    private readonly ITimer _timer;
    private IRandomX? _engine;
    private int _users;
    private long _lastUse;
    private bool _disposed;

    /// <param name="mode">Mode of what is loaded.</param>
    /// <param name="load">Sets it up; called on the thread of the hash that needs it.</param>
    /// <param name="time">Tells how long nobody has hashed.</param>
    /// <param name="rest">After how long the memory goes.</param>
    public RestingRandomX(RandomXMode mode, Func<IRandomX> load, TimeProvider time, TimeSpan rest)
    {
        ArgumentNullException.ThrowIfNull(time);
        (Mode, _load, _time, _rest) = (mode, load, time, rest);
        _timer = time.CreateTimer(_ => LetGo(), null, rest, rest);
    }

    public RandomXMode Mode { get; }

    /// <summary>Whether the memory is held now.</summary>
    public bool IsLoaded
    {
        get
        {
            lock (_state)
                return _engine is not null;
        }
    }

    public string Description
    {
        get
        {
            lock (_state)
                return _engine?.Description ?? $"{Mode}, at rest";
        }
    }

    /// <summary>Takes over an instance that was set up elsewhere, so that the next hash need not.</summary>
    public void Warm(IRandomX engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        lock (_state)
        {
            if (_engine is null && !_disposed)
            {
                _engine = engine;
                _lastUse = _time.GetTimestamp();
                return;
            }
        }

        engine.Dispose();
    }

    public void Hash(ReadOnlySpan<byte> input, Span<byte> hash)
    {
        var engine = Enter();
        try
        {
            engine.Hash(input, hash);
        }
        finally
        {
            lock (_state)
            {
                _users--;
                _lastUse = _time.GetTimestamp();
                if (_disposed && _users == 0)
                    Drop();
            }
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        lock (_state)
        {
            _disposed = true;
            if (_users == 0)
                Drop();
        }
    }

    private IRandomX Enter()
    {
        if (TryEnter() is { } ready)
            return ready;
        lock (_loading)
        {
            if (TryEnter() is { } loaded)
                return loaded;
            var engine = _load();
            lock (_state)
            {
                if (_engine is null && !_disposed)
                {
                    _engine = engine;
                    _users++;
                    return engine;
                }
            }

            // Warmed or disposed meanwhile: held twice, the memory would never go.
            engine.Dispose();
            return Enter();
        }
    }

    private IRandomX? TryEnter()
    {
        lock (_state)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_engine is not null)
                _users++;
            return _engine;
        }
    }

    private void LetGo()
    {
        lock (_state)
        {
            if (_users == 0 && _time.GetElapsedTime(_lastUse) >= _rest)
                Drop();
        }
    }

    private void Drop()
    {
        _engine?.Dispose();
        _engine = null;
    }
}
