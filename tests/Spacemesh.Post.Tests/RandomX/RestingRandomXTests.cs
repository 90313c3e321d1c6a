using Spacemesh.Post.RandomX;
using Spacemesh.Rpc.Tests.Kit;

namespace Spacemesh.Post.Tests.RandomX;

/// <summary>RandomX's memory is there while somebody hashes, once, and gone a minute later.</summary>
public sealed class RestingRandomXTests
{
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(1);

    private readonly ManualTime _time = new();
    private readonly List<Engine> _loaded = [];

    [Fact]
    public void Memory_goesAfterTheLastHashAndComesBackWithTheNext()
    {
        using var resting = Resting();
        Assert.Equal(0, Held);
        resting.Hash([], new byte[32]);
        _time.Advance(Rest / 2);
        resting.Hash([], new byte[32]);
        _time.Advance(Rest / 2);
        Assert.Equal(1, Held);
        _time.Advance(2 * Rest);
        Assert.Equal(0, Held);
        Assert.False(resting.IsLoaded);
        resting.Hash([], new byte[32]);
        Assert.Equal((2, 1), (_loaded.Count, Held));
    }

    [Fact]
    public void Memory_staysWhileAHashIsUnderWay()
    {
        using var resting = Resting(engine => engine.Hashing = () =>
        {
            _time.Advance(3 * Rest);
            Assert.Equal(1, Held);
        });
        resting.Hash([], new byte[32]);
        _time.Advance(2 * Rest);
        Assert.Equal(0, Held);
    }

    [Fact]
    public void Instance_thatIsWarmedWhileAnotherIsSetUp_isHeldAlone()
    {
        RestingRandomX? resting = null;
        var warm = new Engine();
        _loaded.Add(warm);
        using (resting = Resting(_ => resting!.Warm(warm)))
        {
            resting.Hash([], new byte[32]);
            Assert.Equal((1, 1), (warm.Hashes, Held));
            resting.Warm(Load());
            Assert.Equal(1, Held);
            _time.Advance(2 * Rest);
            Assert.Equal(0, Held);
        }
    }

    [Fact]
    public void Instance_thatIsDisposedWhileItIsSetUp_holdsNothing()
    {
        RestingRandomX? resting = null;
        resting = Resting(_ => resting!.Dispose());
        Assert.Throws<ObjectDisposedException>(() => resting.Hash([], new byte[32]));
        Assert.Equal((1, 0), (_loaded.Count, Held));
    }

    [Fact]
    public async Task Pool_givesOneInstanceThatRests()
    {
        using var pool = new RandomXPool(new RandomXOptions { LargePages = false }, SharedRandomX.Pool, _time);
        var verifying = Assert.IsType<RestingRandomX>(await pool.GetRestingAsync(RandomXMode.Light));
        Assert.Same(verifying, await pool.GetAsync(RandomXMode.Light));
        Assert.False(verifying.IsLoaded);
        byte[] hash = new byte[32];
        byte[] expected = new byte[32];
        verifying.Hash("resting"u8, hash);
        SharedRandomX.Library.Hash("resting"u8, expected);
        Assert.Equal(expected, hash);
        Assert.True(verifying.IsLoaded);
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.False(verifying.IsLoaded);
    }

    private int Held => _loaded.Count(engine => !engine.Disposed);

    private RestingRandomX Resting(Action<Engine>? loading = null) => new(
        RandomXMode.Light,
        () =>
        {
            var engine = Load();
            loading?.Invoke(engine);
            return engine;
        },
        _time,
        Rest);

    private Engine Load()
    {
        var engine = new Engine();
        _loaded.Add(engine);
        return engine;
    }

    private sealed class Engine : IRandomX
    {
        public bool Disposed { get; private set; }

        public int Hashes { get; private set; }

        public Action? Hashing { get; set; }

        public RandomXMode Mode => RandomXMode.Light;

        public string Description => "";

        public void Hash(ReadOnlySpan<byte> input, Span<byte> hash)
        {
            ObjectDisposedException.ThrowIf(Disposed, this);
            Hashes++;
            Hashing?.Invoke();
        }

        public void Dispose() => Disposed = true;
    }
}
