namespace Spacemesh.Storage.Sqlite.Engine;

/// <summary>Hears what a database does. Called on any thread; must return quickly.</summary>
public interface IDatabaseMeter
{
    /// <summary>Whether queries are measured, too.</summary>
    bool MeasuresQueries { get; }

    /// <summary>A reader connection was free after so long.</summary>
    void Waited(TimeSpan wait);

    /// <summary>A statement ran, from its beginning to its last row.</summary>
    void Queried(string sql, TimeSpan took);
}
