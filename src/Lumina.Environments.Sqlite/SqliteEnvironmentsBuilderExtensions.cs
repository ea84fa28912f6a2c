using Lumina.Environments.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Lumina.Environments;

/// <summary>Adds the SQLite store.</summary>
public static class SqliteEnvironmentsBuilderExtensions
{
    /// <summary>Keeps environments in a file, in place of the in-memory store.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="path">The file; made where it is absent, with its directory.</param>
    public static EnvironmentsBuilder UseSqlite(this EnvironmentsBuilder builder, string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return builder.UseSqlite(options => options.Path = path);
    }

    /// <summary>Keeps environments in a file, in place of the in-memory store.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes the options; null where configuration says them (<see cref="SqliteStoreOptions.SectionName"/>).</param>
    public static EnvironmentsBuilder UseSqlite(this EnvironmentsBuilder builder, Action<SqliteStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        OptionsBuilder<SqliteStoreOptions> options = builder.Services.AddOptions<SqliteStoreOptions>().ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SqliteStoreOptions>, SqliteStoreOptionsValidator>());
        builder.Services.AddSingleton<IConfigureOptions<SqliteStoreOptions>>(services => new ConfigureOptions<SqliteStoreOptions>(
            sqlite => services.GetService<IConfiguration>()?.GetSection(SqliteStoreOptions.SectionName).Bind(sqlite)));
        if (configure is not null)
        {
            options.Configure(configure);
        }

        return builder.UseStore(services => new SqliteEnvironmentStore(
            services.GetRequiredService<IOptions<SqliteStoreOptions>>().Value,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<EnvironmentEventJson>(),
            services.GetRequiredService<EnvironmentSnapshotJson>()));
    }
}
